-- Renames keys from under the prefix and removes others, all at once. KEYS: the list of keys to rename, the list of
-- keys to remove, the mark that the lists are complete, the mark that all is done. ARGV: the prefix, the generation. The
-- mark reads '<generation> <keys to rename> <keys to remove>'. Returns what is missing of it all, and changes nothing
-- then; else nothing.
local function each(list, work)
    local from = 0
    while true do
        local page = redis.call('LRANGE', list, from, from + 999)
        if #page == 0 then return end
        for _, key in ipairs(page) do work(key) end
        from = from + #page
    end
end
local ready = redis.call('GET', KEYS[3]) or ''
local generation, renames, removes = string.match(ready, '^(%d+) (%d+) (%d+)$')
if generation ~= ARGV[2] then
    return 'the mark ' .. KEYS[3]
end
if redis.call('LLEN', KEYS[1]) ~= tonumber(renames) or redis.call('LLEN', KEYS[2]) ~= tonumber(removes) then
    return 'the list of keys'
end
local missing, first = 0, ''
each(KEYS[1], function(key)
    if redis.call('EXISTS', ARGV[1] .. key) == 0 then
        missing = missing + 1
        first = key
    end
end)
if missing > 0 then
    return missing .. ' keys, such as ' .. first .. ','
end
each(KEYS[1], function(key) redis.call('RENAME', ARGV[1] .. key, key) end)
each(KEYS[2], function(key) redis.call('UNLINK', key) end)
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('SET', KEYS[4], ARGV[2])
return ''
