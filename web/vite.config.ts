import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = `http://127.0.0.1:${process.env.API_PORT ?? 8000}`;
// One origin for site and API, as behind CloudFront, where stage "api" takes the place of the rewrite.
const proxy = { '/api': { target: api, rewrite: (path: string) => path.slice('/api'.length) } };
const port = Number(process.env.WEB_PORT ?? 5173);

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: 'localhost', port, strictPort: true, proxy },
  preview: { host: 'localhost', port, strictPort: true, proxy },
  build: {
    // The site's content security policy allows no data: address, so nothing may be inlined as one.
    assetsInlineLimit: 0,
    // An inline script otherwise; every browser this build targets preloads modules itself.
    modulePreload: { polyfill: false },
    // What every page stands on, in one file: it compresses better, and outlives the changes of the site itself.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'base', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// }] },
      },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
