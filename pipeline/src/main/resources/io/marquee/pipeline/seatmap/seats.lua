-- Sets seats of a showing that are newer than what is there, and publishes those.
-- KEYS: the showing's hash. ARGV: channel, seconds to live, version of the message, then for each seat its name, its
-- version, 1 when its hold expired, and what is stored for it. Returns how many were set.
-- A hold that expires keeps its version, so an expiry takes the place of that hold, and only of that.
local set, published = {}, {}
for i = 4, #ARGV, 4 do
    local seat, version, expired, stored = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2] == '1', ARGV[i + 3]
    local old = redis.call('HGET', KEYS[1], seat)
    local newer = true
    if old then
        local before = cjson.decode(old)
        newer = version > before.version or (expired and version == before.version and before.state == 'held')
    end
    if newer then
        set[#set + 1] = seat
        set[#set + 1] = stored
        if expired then
            stored = string.sub(stored, 1, -2) .. ',"expired":true}'
        end
        published[#published + 1] = cjson.encode(seat) .. ':' .. stored
    end
end
if #set > 0 then
    redis.call('HSET', KEYS[1], unpack(set))
    redis.call('EXPIRE', KEYS[1], ARGV[2])
    redis.call('PUBLISH', ARGV[1], '{"version":' .. ARGV[3] .. ',"seats":{' .. table.concat(published, ',') .. '}}')
end
return #set / 2
