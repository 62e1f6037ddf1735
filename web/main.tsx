import '@mantine/core/styles.css'
import { Button } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { Themed } from './theme/themed.tsx'

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <Themed>
      <Button>Parley</Button>
    </Themed>
  )
