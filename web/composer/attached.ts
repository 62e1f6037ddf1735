/** A file on its way into a message. */
export interface Attached {
  readonly key: string
  readonly file: Pick<File, 'name' | 'type'>
  /** Of a picture; to be revoked. */
  readonly preview: string | null
  readonly state: AttachedState
}

export type AttachedState =
  | { readonly kind: 'uploading' }
  | { readonly kind: 'ready'; readonly id: string }
  | { readonly kind: 'failed'; readonly message: string }

/** All are there, or will be. */
export function areComing(files: readonly Attached[]): boolean {
  return files.length > 0 && files.every(({ state }) => state.kind !== 'failed')
}

/** The ids of all files; null while one is not there, or will not be. */
export function idsOf(files: readonly Attached[]): readonly string[] | null {
  const ids = files.flatMap(({ state }) => (state.kind === 'ready' ? [state.id] : []))
  return ids.length === files.length ? ids : null
}
