import type { Fault } from '../../packages/stand-in/src/index.ts'
import type { Random } from './random.ts'

/** One to three token requests get an error, nonsense, nothing, or their answer late. */
export function outageOfAuthorizationServer(chance: Random): Fault {
  const count = chance.integer(1, 3)
  return chance.pick<Fault>([
    { target: 'token', status: chance.pick([500, 502, 503]), count },
    { target: 'token', status: 429, headers: { 'retry-after': '1' }, count },
    { target: 'token', status: 200, body: '<html>busy</html>', count },
    { target: 'token', drop: 'before', count },
    { target: 'token', delayMs: chance.integer(20, 150), count },
  ])
}

/** A call fails, is dropped before or after SAP carried it out, or two take their time. */
export function faultOfSap(chance: Random): Fault {
  return chance.pick<Fault>([
    { target: 'occ', status: chance.pick([429, 500, 503]), count: 1 },
    { target: 'occ', drop: 'before', count: 1 },
    { target: 'occ', drop: 'after', count: 1 },
    { target: 'occ', delayMs: chance.integer(20, 150), count: 2 },
  ])
}

/** Revocations fail, or their answer gets lost. */
export function faultOfRevocation(chance: Random): Fault {
  return chance.pick<Fault>([
    { target: 'revoke', status: chance.pick([429, 500, 503]), count: chance.integer(1, 3) },
    { target: 'revoke', drop: 'before', count: 1 },
    { target: 'revoke', drop: 'after', count: 1 },
    { target: 'revoke', delayMs: chance.integer(50, 400), count: 2 },
  ])
}
