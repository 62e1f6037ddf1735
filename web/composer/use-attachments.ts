import { useEffect, useRef, useState } from 'react'
import { upload } from '../files/upload.ts'
import type { Attached, AttachedState } from './attached.ts'

const DRAWN_BY_THEN_MS = 10_000

export interface Attachments {
  readonly list: readonly Attached[]
  add(files: Iterable<File>): void
  /** Puts files there that the server has already. */
  put(files: readonly StoredFile[]): void
  remove(key: string): void
  clear(): void
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly type: string
}

/** Files that are uploaded as soon as they are attached, so that sending waits for nothing. */
export function useAttachments(conversationId: number, organizationId: number): Attachments {
  const [list, setList] = useState<readonly Attached[]>([])
  const latest = useRef(list)
  latest.current = list
  useEffect(() => () => latest.current.forEach(forget), [])

  const settle = (key: string, state: AttachedState): void =>
    setList(known => known.map(each => (each.key === key ? { ...each, state } : each)))

  return {
    list,
    add(files) {
      const fresh = [...files].map(file => ({ ...attach(file), file }))
      setList(known => [...known, ...fresh])
      for (const { key, file } of fresh) {
        upload(file, conversationId, organizationId).then(
          id => settle(key, { kind: 'ready', id }),
          (error: Error) => settle(key, { kind: 'failed', message: error.message })
        )
      }
    },
    put(files) {
      const there = files.map(({ id, ...file }): Attached => {
        return { key: crypto.randomUUID(), file, preview: null, state: { kind: 'ready', id } }
      })
      setList(known => [...known, ...there])
    },
    remove(key) {
      list.filter(each => each.key === key).forEach(forget)
      setList(known => known.filter(each => each.key !== key))
    },
    clear() {
      list.forEach(forget)
      setList([])
    }
  }
}

function attach(file: File): Attached {
  const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
  return { key: crypto.randomUUID(), file, preview, state: { kind: 'uploading' } }
}

function forget({ preview }: Attached): void {
  // What is being drawn at this moment still needs it.
  if (preview) setTimeout(() => URL.revokeObjectURL(preview), DRAWN_BY_THEN_MS)
}
