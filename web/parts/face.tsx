import type { ReactNode } from 'react'
import { initials, tintOf } from '../people/name.ts'
import classes from './face.module.css'

const TINTS = 8

interface FaceProps {
  readonly name: string
  /** The same colour for the same seed. */
  readonly seed: string | number
  readonly size?: 'small' | 'middle' | 'large'
  readonly children?: ReactNode
}

/** A person's letters in their colour. What is known of them stands beside it, so it says nothing to a screen reader. */
export function Face({ name, seed, size = 'large', children }: FaceProps): ReactNode {
  return (
    <span className={classes.face} data-tint={tintOf(seed, TINTS)} data-size={size} aria-hidden>
      {initials(name) || <Silhouette />}
      {children}
    </span>
  )
}

function Silhouette(): ReactNode {
  return (
    <svg viewBox="0 0 24 24" width="60%" fill="currentColor" aria-hidden="true">
      <circle cx="12" cy="8.5" r="4.2" />
      <path d="M4 20.5c.6-4.4 3.9-6.8 8-6.8s7.4 2.4 8 6.8z" />
    </svg>
  )
}
