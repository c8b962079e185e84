-- Begins to fill a view, unless another is at it.
-- KEYS: the lock, the mark that the view is being filled. ARGV: who fills, milliseconds until the lock goes away by
-- itself because the one who fills has died, a name that was never used. The mark stays until someone has filled the
-- view, and reads '<name> by <who>': the name is that of the first who began since Redis was emptied, so that others can
-- tell whether it was emptied once more. Returns 1 when it began, else 0, and what the mark reads.
local filling = redis.call('GET', KEYS[2]) or ''
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return {0, filling}
end
filling = (string.match(filling, '^(.+) by ') or ARGV[3]) .. ' by ' .. ARGV[1]
redis.call('SET', KEYS[2], filling)
return {1, filling}
