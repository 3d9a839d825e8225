import { platformAead } from '../crypto/aead'

/** What a session is called in storages and locks. Its id is a secret, so it is hashed. */
export async function sessionKey(id: string): Promise<string> {
  return `session:${await platformAead().hash(id)}`
}
