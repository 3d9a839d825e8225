import type { ServerResponse } from 'node:http'
import type { Answer, ResponseHead } from '../types'
import { cookieLines } from './request'

/** The head of a response that the shop, Nuxt or Nitro writes. */
export class ServerResponseHead implements ResponseHead {
  declare private readonly res: ServerResponse

  constructor(res: ServerResponse) {
    this.res = res
  }

  get(name: string): string | undefined {
    const value = this.res.getHeader(name)
    return value === undefined ? undefined : String(value)
  }

  set(name: string, value: string): void {
    this.res.setHeader(name, value)
  }

  remove(name: string): void {
    this.res.removeHeader(name)
  }

  names(): readonly string[] {
    return this.res.getHeaderNames()
  }

  cookies(): readonly string[] {
    return cookieLines(this.res)
  }

  addCookies(lines: readonly string[]): void {
    this.res.setHeader('set-cookie', [...cookieLines(this.res), ...lines])
  }
}

/** The head of an answer of the module's own, with what others have put on the response before. */
export class AnswerHead implements ResponseHead {
  declare private readonly answer: Answer
  declare private readonly res: ServerResponse

  constructor(answer: Answer, res: ServerResponse) {
    this.answer = answer
    this.res = res
    // They would be replaced by the answer's own.
    const earlier = cookieLines(res)
    if (earlier.length > 0) this.addCookies(earlier)
  }

  get(name: string): string | undefined {
    const value = this.answer.headers[name] ?? this.res.getHeader(name)
    return value === undefined ? undefined : String(value)
  }

  set(name: string, value: string): void {
    this.answer.headers[name] = value
  }

  remove(name: string): void {
    Reflect.deleteProperty(this.answer.headers, name)
    this.res.removeHeader(name)
  }

  names(): readonly string[] {
    const own = Object.keys(this.answer.headers)
    const others = this.res.getHeaderNames()
    return others.length === 0 ? own : [...new Set([...own, ...others])]
  }

  cookies(): readonly string[] {
    return [this.answer.headers['set-cookie'] ?? []].flat()
  }

  addCookies(lines: readonly string[]): void {
    this.answer.headers['set-cookie'] = [...this.cookies(), ...lines]
  }
}
