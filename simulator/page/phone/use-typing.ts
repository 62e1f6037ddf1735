import { useEffect, useState } from 'react'
import type { Phone } from '../wire/shapes.ts'

/** Dots, until the time that the network says; its clock may be ahead of ours. */
export function useTyping(phone: Phone | undefined, secondsAhead: number): boolean {
  const until = phone?.typing_until ?? null
  const [isTyping, setTyping] = useState(false)
  useEffect(() => {
    const left = until === null ? 0 : Date.parse(until) - Date.now() - secondsAhead * 1_000
    setTyping(left > 0)
    if (left <= 0) return
    const timer = setTimeout(() => setTyping(false), left)
    return () => clearTimeout(timer)
  }, [until, secondsAhead])
  return isTyping
}
