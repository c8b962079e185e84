-- Keeps the lock of one who goes on to fill a view, unless Redis was emptied or another has begun meanwhile.
-- KEYS: the lock, the mark that the view is being filled. ARGV: who fills, milliseconds as in begin.lua, what the mark
-- reads. Returns 1 when it has the lock.
if redis.call('GET', KEYS[2]) ~= ARGV[3] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
