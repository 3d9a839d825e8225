import { defineBuildConfig } from 'unbuild'
import { addDeclarationExtensions } from './scripts/lib/declaration-extensions'

/** What the module builder does not do by itself. */
export default defineBuildConfig({
  hooks: {
    'mkdist:entry:build': (_context, _entry, { writtenFiles }) => addDeclarationExtensions(writtenFiles.filter(file => file.endsWith('.d.ts'))),
  },
})
