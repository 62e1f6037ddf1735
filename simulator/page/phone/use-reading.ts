import { useEffect } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import type { Phone } from '../wire/shapes.ts'

const GLANCE_MS = 600

/** Who holds the phone reads what arrives on it, after a moment, unless told otherwise. */
export function useReading(phone: Phone | undefined, opens: boolean): void {
  const path = phone && pathOf(phone)
  const newest = phone?.messages.findLast(({ from, tick }) => from === 'business' && tick === 'delivered')?.id
  const mayRead = opens && phone?.is_online === true
  useEffect(() => {
    if (path === undefined || newest === undefined || !mayRead) return
    const timer = setTimeout(() => attempt(post(`${path}/reads`, {})), GLANCE_MS)
    return () => clearTimeout(timer)
  }, [path, newest, mayRead])
}
