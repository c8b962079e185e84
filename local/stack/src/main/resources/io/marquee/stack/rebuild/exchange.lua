-- Renames keys from under the prefix and removes others, all at once. KEYS: the list of keys to rename, the list of
-- keys to remove, the mark that the lists are complete, the mark that all is done. ARGV: the prefix, the generation.
local function each(list, work)
    local from = 0
    while true do
        local page = redis.call('LRANGE', list, from, from + 999)
        if #page == 0 then return end
        for _, key in ipairs(page) do work(key) end
        from = from + #page
    end
end
each(KEYS[1], function(key)
    if redis.call('EXISTS', ARGV[1] .. key) == 1 then redis.call('RENAME', ARGV[1] .. key, key) end
end)
each(KEYS[2], function(key) redis.call('UNLINK', key) end)
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('SET', KEYS[4], ARGV[2])
return 1
