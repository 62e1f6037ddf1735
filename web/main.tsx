import '@mantine/core/styles.css'
import './theme/tokens.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { Themed } from './theme/themed.tsx'
import { Unbroken } from './unbroken.tsx'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <Themed>
      <Unbroken>
        <App />
      </Unbroken>
    </Themed>
  )
}
