import { platformAead } from '../crypto/aead'

/** The key of a session in storages and locks: a hash, because the id is a secret. */
export async function recordKey(id: string): Promise<string> {
  return `session:${await platformAead().hash(id)}`
}
