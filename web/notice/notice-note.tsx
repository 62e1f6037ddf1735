import { CloseButton } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useLive } from '../live/use-live.ts'
import { words } from '../words/english.ts'
import classes from './notice.module.css'
import { dismiss, lastNotice } from './notice.ts'

const STAYS_MS = 10_000

/** Says what was done, long enough to take it back. */
export function NoticeNote(): ReactNode {
  const notice = useLive(lastNotice)
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(dismiss, STAYS_MS)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <div role="status" className={classes.place}>
      {notice && (
        <div className={classes.note}>
          <span className={classes.text}>{notice.text}</span>
          {notice.act && (
            <button
              type="button"
              className={classes.act}
              onClick={() => {
                dismiss()
                notice.act?.run()
              }}
            >
              {notice.act.label}
            </button>
          )}
          <CloseButton size="sm" aria-label={words.trouble.dismiss} onClick={dismiss} />
        </div>
      )}
    </div>
  )
}
