import type { Random } from './random.ts'

/** The customers who take part in rounds: all that the stand-in knows, as user name and name. */
const NAMES: Readonly<Record<string, string>> = {
  'jane@example.com': 'Jane Doe', 'john@example.com': 'John Smith', 'aiko@example.com': 'Aiko Tanaka', 'bruno@example.com': 'Bruno Costa',
  'clara@example.com': 'Clara Weiss', 'david@example.com': 'David Okafor', 'elena@example.com': 'Elena Rossi', 'felix@example.com': 'Felix Braun',
  'grace@example.com': 'Grace Lee', 'hugo@example.com': 'Hugo Martin', 'ines@example.com': 'Ines Novak', 'kofi@example.com': 'Kofi Mensah',
}

/** Of all customers of the stand-in. */
export const PASSWORD = 'Password1!'

/** A number of different customers of the stand-in. */
export function pickCustomers(random: Random, count: number): string[] {
  const left = Object.keys(NAMES)
  return Array.from({ length: count }, () => left.splice(random.integer(0, left.length - 1), 1).join(''))
}

/** The user names of all customers whose names a text shows. */
export function customersIn(text: string): string[] {
  return Object.keys(NAMES).filter(user => text.includes(NAMES[user] ?? ''))
}

/** Lets in one after the other: two sign-ins of one customer at once could not be distinguished in the ledger. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async take<Result>(user: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(user) ?? Promise.resolve()).then(work)
    this.#last.set(user, turn.catch(() => undefined))
    return await turn
  }
}
