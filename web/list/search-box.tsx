import { CloseButton, TextInput } from '@mantine/core'
import IconSearch from '@tabler/icons-react/icons/IconSearch'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { choose } from '../address/use-place.ts'
import { words } from '../words/english.ts'

/** Whoever types on asks once. */
const PATIENCE_MS = 250

interface SearchProps {
  /** What is found now; what is typed gets there after a moment. */
  readonly search: string
  readonly label: string
}

/** Finds conversations by a term. */
export function SearchBox({ search, label }: SearchProps): ReactNode {
  const [text, setText] = useState(search)
  const field = useRef<HTMLInputElement>(null)
  const typed = text.trim()
  useEffect(() => {
    const timer = setTimeout(() => choose({ search: typed }), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  // Somebody else may have cleared it.
  useEffect(() => setText(known => (known.trim() === search ? known : search)), [search])

  function clear(): void {
    setText('')
    choose({ search: '', within: 'people' })
    field.current?.focus()
  }

  /** Escape first empties the field, then leaves it. */
  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== 'Escape') return
    event.preventDefault()
    if (text === '') event.currentTarget.blur()
    else clear()
  }

  return (
    <TextInput
      ref={field}
      data-search
      type="search"
      size="sm"
      radius="md"
      maxLength={100}
      dir="auto"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text !== '' && <CloseButton size="sm" radius="xl" aria-label={words.list.clearSearch} onClick={clear} />
      }
      value={text}
      onChange={event => setText(event.currentTarget.value)}
      onKeyDown={onKey}
    />
  )
}
