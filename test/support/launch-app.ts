/** Every end-to-end test takes its app from here; the headless tour takes it from the same place. */
export { launchApp, type LaunchedApp } from '../../build/launch-app.ts';
