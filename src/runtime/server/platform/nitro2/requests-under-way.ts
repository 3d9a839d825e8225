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
 * A linked list, because V8 replaces the table of a long-lived `Map` or `Set` again and again. The old tables stay in the
 * old generation until the next major collection, and keep alive the requests in them, with the pages that were rendered.
 */
export class RequestsUnderWay {
  private first: Place | undefined
  private last: Place | undefined
  private readonly now: () => number

  /** @param now milliseconds of a monotonic clock. */
  constructor(now: () => number) {
    this.now = now
  }

  /** @returns to be called when the response begins or is given up. Not every platform tells of the latter, so requests of more than a minute are removed here. */
  begin(request: ServerRequest): () => void {
    const since = this.now()
    while (this.first && since - this.first.since >= MAX_UNDER_WAY) this.remove(this.first)
    const place: Place = { request, since, previous: this.last, next: undefined }
    if (this.last) this.last.next = place
    else this.first = place
    this.last = place
    return () => this.remove(place)
  }

  /** A snapshot. */
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
