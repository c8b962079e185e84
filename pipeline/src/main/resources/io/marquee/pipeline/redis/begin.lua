-- Begins to fill a view, unless another is at it.
-- KEYS: the lock, the mark that the view is being filled. ARGV: who fills, milliseconds until the lock goes away by
-- itself because the one who fills has died. The mark stays until someone has filled the view. Returns 1 when it began.
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    return 0
end
redis.call('SET', KEYS[2], ARGV[1])
return 1
