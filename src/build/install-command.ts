/**
 * The command that installs a package, of the package manager that runs the build.
 *
 * @param options.isForBuild the server does not need it. @default false
 * @param agent how the package manager calls itself.
 */
export function installCommand(name: string, { isForBuild = false } = {}, agent = process.env.npm_config_user_agent ?? ''): string {
  const [manager] = agent.split('/')
  switch (manager) {
    case 'pnpm': return `pnpm add${isForBuild ? ' --save-dev' : ''} ${name}`
    case 'yarn': return `yarn add${isForBuild ? ' --dev' : ''} ${name}`
    case 'bun': return `bun add${isForBuild ? ' --dev' : ''} ${name}`
    default: return `npm install${isForBuild ? ' --save-dev' : ''} ${name}`
  }
}
