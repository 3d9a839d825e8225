import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { isSameText } from '../crypto/same-text'
import { NO_STORE } from '../http/answers'
import { readRequestBody } from '../http/read-body'
import { findOperation, unknownOperationError } from '../occ/find-operation'
import type { Answer, ServerRequest } from '../platform/types'
import type { PublicCache } from '../public-cache/public-cache'
import { operations } from '#sapcc/operations'

/** Which kept answers to purge: those that fit one of the names. */
export interface SapccPurge {
  /** All answers to these operations, for example `['getProducts']`. */
  operations?: readonly string[]
  /** All answers to calls with one of these parameters in their path, for example `['productCode:300938', 'baseSiteId:electronics']`. */
  tags?: readonly string[]
  /** All answers there are. */
  everything?: boolean
}

/** Purges kept answers. */
export type PurgePublicAnswers = (purge: SapccPurge) => Promise<void>

/** Names of one purge. */
const MAX_NAMES = 1000
/** Bytes of a purge by HTTP. */
const BODY_LIMIT = 256 * 1024

/** @param cache absent if the cache is switched off; a purge then does nothing. */
export function createPurge(cache: (() => PublicCache) | undefined): PurgePublicAnswers {
  return async (purge) => {
    const names = namesOf(purge)
    if (cache && names.length > 0) await cache().purge(names)
  }
}

/** @throws SapccError 400 or 404: a purge with a misspelt name would do nothing. */
function namesOf(purge: unknown): readonly string[] | 'everything' {
  if (!isRecord(purge)) throw malformed()
  const { operations: operationIds = [], tags = [], everything = false, ...unknown } = purge
  if (Object.keys(unknown).length > 0 || typeof everything !== 'boolean' || !isTexts(operationIds) || !isTexts(tags)) throw malformed()
  for (const operationId of operationIds) {
    if (!findOperation(operationId, operations)) throw unknownOperationError(operationId, operations)
  }
  if (tags.some(tag => !tag.includes(':')) || operationIds.length + tags.length > MAX_NAMES) throw malformed()
  return everything ? 'everything' : [...operationIds, ...tags]
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string')
}

function malformed(): SapccError {
  return new SapccError(`A purge names operations, tags such as "productCode:300938" (${MAX_NAMES} together at most), or everything.`, { status: 400, data: { type: 'MalformedArgumentsError' } })
}

/** Options of {@link answerPurge}. */
export interface AnswerPurgeOptions {
  /** `cache.purgeSecret`; without one the route is closed. */
  secret: string | undefined
  purge: PurgePublicAnswers
}

/**
 * `POST /api/sapcc/cache/purge`, with the secret as a bearer token and a {@link SapccPurge} as JSON.
 *
 * @throws SapccError
 */
export async function answerPurge(request: ServerRequest, { secret, purge }: AnswerPurgeOptions): Promise<Answer> {
  if (secret === undefined) throw new SapccError('Purging by HTTP is switched off.', { status: 404, data: { type: 'UnknownOperationError' } })
  const given = bearerOf(request)
  // An empty secret in the configuration opens nothing.
  if (given === '' || !isSameText(given, secret)) throw new SapccError('This secret does not open the purge.', { status: 403, data: { type: 'PurgeRefusedError' } })
  const body = await readRequestBody(request, BODY_LIMIT)
  const selection = body ? parseJson(new TextDecoder().decode(body)) : undefined
  if (!isRecord(selection)) throw malformed()
  await purge(selection)
  return { status: 204, headers: { 'cache-control': NO_STORE } }
}

/** The letters of a scheme may be of any case (RFC 9110, section 11.1). */
function bearerOf(request: ServerRequest): string {
  const header = request.header('authorization') ?? ''
  return /^bearer /i.test(header) ? header.slice('bearer '.length).trimStart() : ''
}
