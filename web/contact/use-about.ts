import { useState } from 'react'

const BESIDE = '(min-width: 1181px)'

let wasOpen = false

/** Whether the panel about the contact stands open. Where there is room beside the words, it is so for the next one, too. */
export function useAbout(): readonly [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(() => wasOpen && matchMedia(BESIDE).matches)
  return [
    isOpen,
    next => {
      wasOpen = next
      setOpen(next)
    }
  ]
}
