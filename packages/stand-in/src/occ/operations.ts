import { readFileSync } from 'node:fs'

/** A parameter of the table; `!` there means required. */
export interface Parameter {
  name: string
  required: boolean
}

/** One line of `data/occ-operations.tsv`. */
export interface Operation {
  tag: string
  id: string
  method: string
  /** Template below `/occ/v2`, e.g. `/{baseSiteId}/users/{userId}`. */
  path: string
  query: Parameter[]
  header: Parameter[]
  body?: Parameter
  /** Media types that the body may have; empty when there is none. */
  bodyMedia: string[]
  success: number
  /** Name of the result's schema; `undefined` when success has no body. */
  result?: string
}

/** An operation that matches a request, with the decoded values of the path. */
export interface Match {
  operation: Operation
  path: Record<string, string>
}

interface Node {
  literals: Map<string, Node>
  /** Segments that are partly fixed, such as `{billingDocId}.pdf`. */
  suffixes: Map<string, Node>
  parameter?: Node
  operations: Map<string, Operation>
}

/** Reads the table of operations. @throws Error when a line has no method or path. */
export function readOperations(file: string | URL): Operation[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const [tag, id, method, path, , query, header, body, media, success, result] = line.split('\t')
    if (!tag || !id || !method || !path) throw new Error(`Not a line of the table of operations: ${line}`)
    return {
      tag,
      id,
      method,
      path,
      query: parameters(query),
      header: parameters(header),
      body: parameters(body)[0],
      bodyMedia: media === undefined || media === '-' ? [] : media.split('|'),
      success: Number(success?.split(',')[0]),
      result: result === '-' ? undefined : result,
    }
  })
}

function parameters(column: string | undefined): Parameter[] {
  if (column === undefined || column === '-') return []
  return column.split(',').map(name => ({ name: name.replace('!', ''), required: name.endsWith('!') }))
}

/** Finds the operation of a request; literal segments win over parameters, as in Spring. */
export class OperationRouter {
  readonly #root: Node = emptyNode()

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      let node = this.#root
      for (const segment of operation.path.split('/').slice(1)) node = childFor(node, segment)
      node.operations.set(operation.method, operation)
    }
  }

  /** `path` is still encoded and starts with a slash. `undefined` when the table has nothing for it. */
  match(method: string, path: string): Match | undefined {
    const segments = path.split('/').slice(1)
    const operation = find(this.#root, segments, 0, method)
      // Spring answers HEAD wherever there is a GET.
      ?? (method === 'HEAD' ? find(this.#root, segments, 0, 'GET') : undefined)
    if (!operation) return undefined
    const values: Record<string, string> = {}
    for (const [index, segment] of operation.path.split('/').slice(1).entries()) {
      const template = /^\{(\w+)\}(.*)$/.exec(segment)
      const raw = segments[index] ?? ''
      if (template?.[1]) values[template[1]] = decodeURIComponent(raw.slice(0, raw.length - (template[2]?.length ?? 0)))
    }
    return { operation, path: values }
  }
}

function emptyNode(): Node {
  return { literals: new Map(), suffixes: new Map(), operations: new Map() }
}

function childFor(node: Node, segment: string): Node {
  const template = /^\{\w+\}(.*)$/.exec(segment)
  if (!template) return getOrAdd(node.literals, segment)
  if (template[1]) return getOrAdd(node.suffixes, template[1])
  return node.parameter ??= emptyNode()
}

function getOrAdd(nodes: Map<string, Node>, key: string): Node {
  const existing = nodes.get(key)
  if (existing) return existing
  const node = emptyNode()
  nodes.set(key, node)
  return node
}

function find(node: Node, segments: string[], index: number, method: string): Operation | undefined {
  const segment = segments[index]
  if (segment === undefined) return node.operations.get(method)
  const literal = node.literals.get(segment)
  const found = literal && find(literal, segments, index + 1, method)
  if (found || segment === '') return found
  for (const [suffix, child] of node.suffixes) {
    const fits = segment.endsWith(suffix) && segment.length > suffix.length
    const deeper = fits ? find(child, segments, index + 1, method) : undefined
    if (deeper) return deeper
  }
  return node.parameter && find(node.parameter, segments, index + 1, method)
}
