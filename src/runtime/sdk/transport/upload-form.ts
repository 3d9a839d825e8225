/**
 * Converts a call with files to a form: the field `args` has the arguments without
 * the files, and each file is a field of its own. Files are parameters of the call, or
 * members of `formData`.
 *
 * @param args arguments of the method; not changed.
 * @returns `undefined` when the call has no files.
 */
export function uploadForm(args: readonly unknown[]): FormData | undefined {
  const [params, ...others] = args
  if (typeof params !== 'object' || params === null) return undefined
  const { formData, ...own } = params as Record<string, unknown>
  const fields = Object.entries(own).filter(([, value]) => value instanceof Blob)
  if (formData instanceof FormData) fields.push(...formData)
  else if (formData) fields.push(...Object.entries(formData).flatMap(([name, value]) => [value].flat().map((part): [string, unknown] => [name, part])))
  if (!(formData instanceof FormData) && !fields.some(([, value]) => value instanceof Blob)) return undefined

  const form = new FormData()
  form.set('args', JSON.stringify([Object.fromEntries(Object.entries(own).filter(([, value]) => !(value instanceof Blob))), ...others]))
  for (const [name, value] of fields) {
    if (value instanceof Blob) form.append(name, value)
    else if (value !== undefined && value !== null) form.append(name, String(value))
  }
  return form
}
