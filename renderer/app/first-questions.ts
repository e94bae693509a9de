import { askAhead } from '../api/client.ts';
import { windowQuestion } from '../api/list-rows.ts';
import { firstSort, parseRoute } from './router.ts';

// What the first screen will ask is asked before the rest of the window is evaluated: the main process answers meanwhile. Not
// `app.start`: it says that the window listens, which it doesn't yet.
askAhead('overview.counts');
const route = parseRoute(location.hash);
if ('scope' in route) {
  const list = {
    kind: route.page,
    scope: route.scope,
    search: '',
    filters: [],
    where: [],
    sort: firstSort(route.page),
  };
  askAhead('list.window', windowQuestion(list, 0));
}
