/**
 * A call with files as a form: its arguments without them as the field `args`,
 * and each file beside it. Files are parameters of the call's own, or within
 * `formData`.
 *
 * @param args of the method; not changed.
 * @returns `undefined` when there is none.
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
