-- Ends filling a view, and calls it whole, unless Redis was emptied or another has begun meanwhile.
-- KEYS: the lock, the mark that the view is being filled, the mark that it is whole. ARGV: who fills, the run of the
-- server when the view is whole now, else nothing, what the mark reads. Returns 1 when it is marked as whole.
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('DEL', KEYS[1])
end
if ARGV[2] == '' or redis.call('GET', KEYS[2]) ~= ARGV[3] then
    return 0
end
redis.call('SET', KEYS[3], ARGV[2])
redis.call('DEL', KEYS[2])
return 1
