-- Which of these keys have other contents under the prefix. KEYS: the keys. ARGV: the prefix. When a hash was last
-- written is no difference.
local differing = {}
local function fields(key)
    local map, count = {}, 0
    local list = redis.call('HGETALL', key)
    for i = 1, #list, 2 do
        if not list[i]:find(':updated_at', 1, true) then
            map[list[i]] = list[i + 1]
            count = count + 1
        end
    end
    return map, count
end
local function same_hash(key, other)
    local map, count = fields(key)
    local theirs, their_count = fields(other)
    if count ~= their_count then return false end
    for name, value in pairs(map) do
        if theirs[name] ~= value then return false end
    end
    return true
end
local function same_ranking(key, other)
    local mine = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    local theirs = redis.call('ZRANGE', other, 0, -1, 'WITHSCORES')
    if #mine ~= #theirs then return false end
    for i = 1, #mine do
        if mine[i] ~= theirs[i] then return false end
    end
    return true
end
for _, key in ipairs(KEYS) do
    local kind = redis.call('TYPE', key).ok
    local other = ARGV[1] .. key
    if kind ~= redis.call('TYPE', other).ok
        or not (kind == 'hash' and same_hash or same_ranking)(key, other) then
        differing[#differing + 1] = key
    end
end
return differing
