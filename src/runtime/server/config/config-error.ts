import { SapccError } from '../../sdk/errors'

/** A setting that is missing or wrong, by the name of its environment variable. */
export interface ConfigProblem {
  /** e.g. `NUXT_SAPCC_API_URI` */
  variable: string
  problem: string
}

/**
 * The configuration is incomplete. The message is for the browser and safe; what
 * is wrong is in `problems` and in the server's log, in development in the message too.
 */
export class SapccConfigError extends SapccError {
  protected static override readonly errorName = 'SapccConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(import.meta.dev
      ? `This shop is not set up completely. ${describe(problems).replaceAll('\n', ' ')}`
      : 'This shop is not set up completely. The reason is in the server\'s log.', {
      status: 500,
      data: { type: 'ConfigurationError' },
    })
    this.problems = problems
  }

  /** One line per problem, for the log. */
  describe(): string {
    return describe(this.problems)
  }

  /** As {@link describe}, for the log at start. If `api.uri` is missing, it adds the setting for a shop whose sessions another server keeps. */
  describeAtStart(): string {
    const hasNoSap = this.problems.some(({ variable, problem }) => variable === 'NUXT_SAPCC_API_URI' && problem === 'is missing.')
    return `The configuration is incomplete or wrong:\n${this.describe()}${hasNoSap ? `\n${ALTERNATIVE}` : ''}`
  }
}

const ALTERNATIVE = 'If the sessions are kept by another server, such as an Alokai middleware, set NUXT_PUBLIC_SAPCC_API_URL to its address instead; the variables above are not needed then.'

function describe(problems: readonly ConfigProblem[]): string {
  return problems.map(({ variable, problem }) => `${variable} ${problem}`).join('\n')
}
