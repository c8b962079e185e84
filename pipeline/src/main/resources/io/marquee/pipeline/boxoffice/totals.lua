-- Sets a theater's totals of one period and currency, and its place in the ranking, unless newer ones are there.
-- KEYS: the theater's hash, the ranking, the mark that Redis is whole, the mark that it is being filled.
-- ARGV: 'repair' or 'newer', theater, currency, net, version, status, what the mark says, then field and value in turn.
-- Returns 1 when they were set. 'repair' also sets what is there in the same version.
-- Returns -1 and sets nothing where Redis is neither whole nor being filled, or, for 'repair', being filled by another:
-- readers take what they find for all there is, unless they find the mark.
if ARGV[1] == 'repair' then
    if redis.call('GET', KEYS[4]) ~= ARGV[7] then return -1 end
elseif redis.call('GET', KEYS[3]) ~= ARGV[7] and redis.call('EXISTS', KEYS[4]) == 0 then
    return -1
end
local rank = {provisional = 1, final = 2, restated = 3}
local currency = ARGV[3]
local old = redis.call('HMGET', KEYS[1], currency .. ':version', currency .. ':status')
if old[1] then
    local ahead = tonumber(ARGV[5]) - tonumber(old[1])
    if ahead == 0 then
        ahead = rank[ARGV[6]] - (rank[old[2]] or 0)
    end
    if ahead < 0 or (ahead == 0 and ARGV[1] ~= 'repair') then
        return 0
    end
end
local set = {'HSET', KEYS[1], currency .. ':net_minor', ARGV[4], currency .. ':version', ARGV[5],
    currency .. ':status', ARGV[6]}
for i = 8, #ARGV, 2 do
    set[#set + 1] = currency .. ':' .. ARGV[i]
    set[#set + 1] = ARGV[i + 1]
end
redis.call(unpack(set))
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
return 1
