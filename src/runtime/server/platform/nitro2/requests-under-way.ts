import type { ServerRequest } from '../types'

/** Milliseconds after which a response that has not begun is taken for given up. */
const MAX_UNDER_WAY = 60_000

interface Place {
  request: ServerRequest | undefined
  since: number
  previous: Place | undefined
  next: Place | undefined
}

/**
 * The requests whose response has not begun, oldest first.
 *
 * A linked list and not a `Map` or a `Set`. V8 copies the table of a long-lived one whenever its deleted entries fill it,
 * and the copies before stay in the old generation until the next major collection. Until then the minor collections
 * keep alive what such a copy names: each request, with the page that was rendered for it.
 */
export class RequestsUnderWay {
  // Declared without initialisers: see `Nitro2Request`.
  declare private first: Place | undefined
  declare private last: Place | undefined
  declare private readonly now: () => number

  /** @param now milliseconds of a monotonic clock. */
  constructor(now: () => number) {
    this.first = undefined
    this.last = undefined
    this.now = now
  }

  /** @returns ends it, when the response begins or is given up. Not every platform tells of the latter, so a minute ends it, too. */
  begin(request: ServerRequest): () => void {
    const since = this.now()
    while (this.first && since - this.first.since >= MAX_UNDER_WAY) this.remove(this.first)
    const place: Place = { request, since, previous: this.last, next: undefined }
    if (this.last) this.last.next = place
    else this.first = place
    this.last = place
    return () => this.remove(place)
  }

  /** Those of this moment: what ends meanwhile changes nothing. */
  [Symbol.iterator](): Iterator<ServerRequest> {
    const requests: ServerRequest[] = []
    for (let place = this.first; place; place = place.next) if (place.request) requests.push(place.request)
    return requests.values()
  }

  private remove(place: Place): void {
    if (!place.request) return
    const { previous, next } = place
    if (previous) previous.next = next
    else this.first = next
    if (next) next.previous = previous
    else this.last = previous
    // A place that was there for long is in the old generation itself, and must not keep the others alive either.
    place.request = undefined
    place.previous = undefined
    place.next = undefined
  }
}
