import { readFile } from 'node:fs/promises'
import { resolve } from 'pathe'
import { OpenApiError, isAddress } from './openapi-error'

/** The text of a document. */
export interface DocumentText {
  text: string
  /** Absolute path or URL, against which `$ref`s to other files are resolved. */
  base: string
}

/**
 * Reads the text of a document.
 *
 * @param location a file relative to `rootDir`, or an `http(s)` URL, which may contain a user name and a password.
 * @param timeout milliseconds after which fetching a URL fails.
 * @throws OpenApiError when the document cannot be read or is empty.
 */
export async function readDocumentText(location: string, rootDir: string, timeout = 30_000): Promise<DocumentText> {
  const document = isAddress(location)
    ? await fetchText(location, timeout)
    : { base: resolve(rootDir, location), text: await readText(location, resolve(rootDir, location)) }
  if (document.text.trim() === '') throw new OpenApiError(location, 'is empty.')
  return document
}

async function readText(location: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  }
  catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new OpenApiError(location, `does not exist: ${file}. Paths are relative to the project's root.`, { cause })
    if (code === 'EISDIR') throw new OpenApiError(location, 'is a folder. Name the file in it.', { cause })
    throw new OpenApiError(location, `cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}

async function fetchText(address: string, timeout: number): Promise<DocumentText> {
  if (!URL.canParse(address)) throw new OpenApiError(address, 'is not a valid URL.')
  const orFile = 'Make it reachable for the build, or save it as a file and name that.'
  const { base, headers } = withoutCredentials(new URL(address))
  let response: Response
  let text: string
  try {
    response = await fetch(base, { headers, signal: AbortSignal.timeout(timeout) })
    text = await response.text()
  }
  catch (cause) {
    if (cause instanceof DOMException && cause.name === 'TimeoutError') throw new OpenApiError(address, `was not answered within ${timeout / 1000} s. ${orFile}`, { cause })
    const reason = reasonOf(cause)
    const hint = /self.signed|certificate/i.test(reason) ? 'Name the authority\'s certificate in NODE_EXTRA_CA_CERTS, or save the document as a file and name that.' : orFile
    throw new OpenApiError(address, `cannot be fetched: ${reason}. ${hint}`, { cause })
  }
  if (!response.ok) throw new OpenApiError(address, `was answered with status ${response.status}. ${orFile}`)
  if (/^\s*<(?:!doctype|html)/i.test(text)) throw new OpenApiError(address, 'is a web page, not a document. Name the address of the JSON behind it (on SAP Commerce `/occ/v2/api-docs`).')
  return { base, text }
}

/** Moves credentials from the URL to a header: `fetch` refuses a URL with credentials, and its error repeats them. */
function withoutCredentials(url: URL): { base: string, headers: Record<string, string> } {
  const { username, password } = url
  url.username = ''
  url.password = ''
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return {
    base: url.href,
    headers: {
      accept: 'application/json, application/yaml;q=0.9, text/yaml;q=0.8, */*;q=0.1',
      ...(username === '' && password === '' ? {} : { authorization: `Basic ${credentials}` }),
    },
  }
}

/** The error of `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown }
  if (cause instanceof Error) return cause.message || (cause as NodeJS.ErrnoException).code || cause.name
  return error instanceof Error ? error.message : String(error)
}
