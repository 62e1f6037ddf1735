import { useEffect, useState } from 'react'

const LASTS_MS = 1_600

/** Points at a message for a moment, so that the eye finds where it was led. */
export function useFlash(): { readonly id: string | null; at(id: string): void } {
  const [id, at] = useState<string | null>(null)
  useEffect(() => {
    if (id === null) return
    const timer = setTimeout(() => at(null), LASTS_MS)
    return () => clearTimeout(timer)
  }, [id])
  return { id, at }
}
