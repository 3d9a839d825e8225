import { memoizeByObject } from '../http/memoize-by-object'
import { forEachPossibleOuter } from '../http/outer-requests'
import type { RequestScope } from '../http/request-scope'
import type { ServerRequest } from '../platform/types'
import { asPlain } from '../upstream/accepted-encoding'
import { withBytes } from '../upstream/bytes-response'
import { withUpstreamErrors } from '../upstream/upstream-error'
import type { CallContext } from './prepare-call'
import type { OccAnswer } from './read-answer'

/** Answers that one rendering keeps; further reads are made as ever. */
const MAX_READS = 100
/** Bytes of one answer; a larger one is shared by the calls that wait for it, and not kept for later ones. */
const MAX_BYTES = 256 * 1024

/** An answer whose body has been read. */
interface ReadAnswer extends OccAnswer {
  body: Uint8Array
}

const readsOf = memoizeByObject((_request: ServerRequest) => new Map<string, Promise<ReadAnswer>>())

/**
 * Makes a read once per rendering: two components of a page often ask for the same. Each caller gets an answer of its
 * own to parse, so that no one changes another's data. A failure is shared by those that wait for it and not kept: after
 * a refresh the call is repeated. A write, also by an inner request, discards all kept answers: see {@link withReadsInvalidated}.
 *
 * @param call makes it.
 */
export async function readOncePerRendering(scope: RequestScope, operationId: string, args: readonly unknown[], options: CallContext, call: () => Promise<OccAnswer>): Promise<OccAnswer> {
  const key = keyOf(scope, operationId, args, options)
  const reads = readsOf(scope.request)
  const known = key === undefined ? undefined : reads.get(key)
  if (known) return copyOf(await known)
  if (key === undefined || reads.size >= MAX_READS) return await call()
  const reading = readWhole(call())
  reads.set(key, reading)
  const forget = () => {
    if (reads.get(key) === reading) reads.delete(key)
  }
  reading.then(({ body }) => {
    if (body.length > MAX_BYTES) forget()
  }, forget)
  return copyOf(await reading)
}

/**
 * Runs a write. Reads that this rendering made before the write, or makes during it, are not reused after it.
 */
export async function withReadsInvalidated<Result>(request: ServerRequest, send: () => Promise<Result>): Promise<Result> {
  forgetReads(request)
  try {
    return await send()
  }
  finally {
    forgetReads(request)
  }
}

function forgetReads(request: ServerRequest): void {
  forEachPossibleOuter(request, affected => readsOf.peek(affected)?.clear())
}

/** @returns `undefined` for what cannot be compared. */
function keyOf(scope: RequestScope, operationId: string, args: readonly unknown[], { headers, madeIn, as }: CallContext): string | undefined {
  try {
    return JSON.stringify([operationId, args, headers, madeIn, as, scope.access === 'none'])
  }
  catch {
    return undefined
  }
}

async function readWhole(calling: Promise<OccAnswer>): Promise<ReadAnswer> {
  const answer = await calling
  const response = asPlain(answer.response)
  return { ...answer, response, body: await withUpstreamErrors(answer.operationId, response.bytes()) }
}

function copyOf({ operationId, operation, response, body }: ReadAnswer): OccAnswer {
  return { operationId, operation, response: withBytes(response, body) }
}
