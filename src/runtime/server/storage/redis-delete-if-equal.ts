/** A script for Redis: deletes a key only while it has the given value, so that no process deletes what another one has written since. */
export const DELETE_IF_EQUAL = `
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0`
