/** `npm run ensure:redis`: makes sure that the tests of several instances have a redis-server. */
import process from 'node:process'
import { ensureRedis } from './lib/redis.ts'

try {
  await ensureRedis()
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
