import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import type { Message } from '../../src/client/wire.ts'

interface ReplyTarget {
  /** What the next answer quotes. */
  readonly target: Message | null
  quote(message: Message | null): void
}

const Context = createContext<ReplyTarget>({ target: null, quote: () => {} })

export function ReplyProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [target, quote] = useState<Message | null>(null)
  const value = useMemo(() => ({ target, quote }), [target])
  return <Context value={value}>{children}</Context>
}

export function useReplyTarget(): ReplyTarget {
  return useContext(Context)
}
