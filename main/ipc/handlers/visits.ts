import { reportsOf } from '../../../common/domain/visit-files.ts';
import { newId } from '../../../common/domain/ids.ts';
import { addPhoto } from '../../visit-files/add-photo.ts';
import { mailReport } from '../../visit-files/mail-report.ts';
import { hashOfReport, hashOfVisit, lookOfReport, reportFileName } from '../../exchange/visit-report.ts';
import { readTechnicians } from '../../partner/technicians.ts';
import { isoNow } from '../../ports.ts';
import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** Most visits of a stretch of days that are shown. */
const mostInDays = 500;

/** `visit.*` and `visitTemplate.*`. */
export function visitHandlers({ workspaces, saveFile, printPage, clock, random }: HandlerParts) {
  const newFileId = () => newId({ now: () => clock.now(), random: () => random.bytes(16) });
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes.visits;
  /** What a report shows beside its hash. */
  const shownOn = async (id: string) => {
    const detail = found(await read().visitDetail(id), 'visit');
    const customer = detail.customer && ((await read().customerDetail(detail.customer.id))?.customer ?? null);
    const brand = customer?.brandId ? ((await read().brandDetail(customer.brandId))?.brand ?? null) : null;
    return { detail, look: lookOfReport(customer, brand) };
  };
  return {
    'visit.show': async ({ id }) => found(await read().visitDetail(id), 'visit'),
    'visit.sites': async ({ ids }) => ({ sites: await read().sitesToVisit(ids) }),
    'visit.sitesDue': (asked) => read().sitesToPlan(asked),
    'visit.regions': () => read().siteRegions(),
    'visit.offline': async ({ ids }) => {
      const along = await read().visitsTakenAlong(ids);
      return { ...along, ...workspaces.required().files.hereOf(along.photos) };
    },
    'visit.takeOffline': async ({ ids }) => {
      const { photos } = await read().visitsTakenAlong(ids);
      workspaces.required().files.fetchAll(photos);
    },
    'visit.report': async ({ id }) => {
      const { detail, look } = await shownOn(id);
      return { detail, look, hash: hashOfVisit(detail.visit), at: isoNow(clock) };
    },
    'visit.print': async ({ id }) => {
      const { files } = workspaces.required();
      const { detail, look } = await shownOn(id);
      const here = (await files.statesOf(id)).files.filter(({ isHere }) => isHere);
      const shown = hashOfReport(
        detail,
        look,
        here.map((file) => file.id),
      );
      const name = reportFileName(detail.visit, clock);
      const content = await files.printed(id, shown, printPage);
      return { path: await saveFile({ title: 'Report as PDF', name, format: 'PDF' }, [content]) };
    },
    'visit.mailReport': async ({ id, to }) => {
      const { visit } = found(await read().visitDetail(id), 'visit');
      const report = {
        content: await printPage(),
        name: reportFileName(visit, clock),
        to,
        at: isoNow(clock),
      };
      return mailReport(workspaces.required(), id, newFileId(), report);
    },
    'visit.saveReport': async ({ visit, id }) => {
      const { visit: row } = found(await read().visitDetail(visit), 'visit');
      const told = found(reportsOf(row).find((report) => report.id === id) ?? null, 'visit');
      const content = await workspaces.required().files.read(visit, id);
      return { path: await saveFile({ title: 'Report as PDF', name: told.name, format: 'PDF' }, [content]) };
    },
    'visit.days': (asked) => read().visitsBetween(asked, mostInDays),
    'visit.technicians': async () => ({ technicians: await readTechnicians(workspaces.required()) }),
    'visit.probesBySerial': async ({ serial }) => ({ probes: await read().probesBySerial(serial) }),
    'visit.plan': (asked) => changes().plan(asked),
    'visit.edit': (asked) => changes().edit(asked),
    'visit.addPhoto': (asked) => addPhoto(workspaces.required(), asked, newFileId()),
    'visit.photo': async ({ visit, id, small }) => ({
      content: new Uint8Array(await workspaces.required().files.read(visit, id, small)),
    }),
    'visit.files': ({ id }) => workspaces.required().files.statesOf(id),
    'visit.retryFile': ({ id }) => workspaces.required().files.retry(id),
    'visit.addItem': (asked) => changes().addItem(asked),
    'visit.replaceProbe': (asked) => changes().replaceProbe(asked),
    'visit.handOver': (asked) => changes().handOver(asked),
    'visit.delete': (asked) => changes().remove(asked),
    'visitTemplate.list': async () => ({ templates: await read().visitTemplates() }),
    'visitTemplate.create': (fields) => changes().createTemplate(fields),
    'visitTemplate.update': (asked) => changes().updateTemplate(asked),
    'visitTemplate.delete': (asked) => changes().removeTemplates(asked),
  } satisfies Partial<Handlers>;
}
