import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: './openapi.json',
  output: './src/api',
  plugins: [
    // The same origin everywhere: the dev server and CloudFront both put the API under /api.
    {
      name: '@hey-api/client-fetch',
      baseUrl: '/api',
      throwOnError: true,
      runtimeConfigPath: '../shared/http/client-config',
    },
    '@hey-api/typescript',
    '@hey-api/sdk',
    '@tanstack/react-query',
    // The rules of the bodies (lengths, choices), for forms to check before they send.
    { name: '@hey-api/schemas', type: 'json' },
  ],
});
