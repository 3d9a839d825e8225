import { watch } from 'node:fs'
import { basename, dirname } from 'pathe'

/** Milliseconds without a further event after which a file counts as written. */
const QUIET = 100

/**
 * Calls back after a change of one of the files. Watches their folders, since
 * editors replace files instead of writing into them.
 *
 * @returns a function that stops watching.
 */
export function watchFiles(files: readonly string[], onChange: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const folders = new Map<string, Set<string>>()
  for (const file of files) folders.set(dirname(file), (folders.get(dirname(file)) ?? new Set()).add(basename(file)))
  const watchers = [...folders].map(([folder, names]) => watch(folder, (_, name) => {
    if (name !== null && !names.has(name)) return
    clearTimeout(timer)
    timer = setTimeout(onChange, QUIET)
  }))
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
