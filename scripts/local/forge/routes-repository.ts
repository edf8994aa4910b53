// REST: the account, the repository, its collaborators, refs and files.
import { object, textOrNull, text } from './fields.ts';
import { page } from './http.ts';
import { ForgeError, needWrite } from './model.ts';
import { route } from './route.ts';
import { collaboratorShape, privateUserShape } from './shape-account.ts';
import { contentShape, fileCommitShape, refShape } from './shape-git.ts';
import { repositoryShape } from './shape-repository.ts';

/** The routes below `/` (the account) ... */
export const accountRoutes = [
  route('GET /user', ({ forge, actor, links }) => ({
    status: 200,
    body: privateUserShape(links, actor, forge.createdAt),
  })),
];

/** ... and those below `/repos/{owner}/{name}`. */
export const repositoryRoutes = [
  route('GET ', ({ forge, actor, links }) => ({ status: 200, body: repositoryShape(forge, links, actor) })),
  route('GET /git/ref/:ref', async ({ forge, links, param }) => ({
    status: 200,
    body: refShape(links, param('ref'), await forge.ref(param('ref'))),
  })),
  route('POST /git/refs', async ({ forge, actor, links, body }) => {
    const ref = text(body, 'ref');
    const sha = await forge.createRef(actor, ref, text(body, 'sha'));
    return { status: 201, body: refShape(links, ref.replace(/^refs\//, ''), sha) };
  }),
  route('DELETE /git/refs/:ref', async ({ forge, actor, param }) => {
    await forge.deleteRef(actor, param('ref'));
    return { status: 204 };
  }),
  route('GET /contents/:path', async ({ forge, links, url, param }) => {
    const ref = url.searchParams.get('ref') ?? 'main';
    const file = await forge.fileAt(ref, param('path'));
    if (file === null) throw new ForgeError(404, 'Not Found');
    return { status: 200, body: contentShape(links, ref, param('path'), file) };
  }),
  route('PUT /contents/:path', async ({ forge, actor, links, body, param }) => {
    const path = param('path');
    const message = text(body, 'message');
    const content = fromBase64(text(body, 'content'));
    const branch = textOrNull(body, 'branch') ?? 'main';
    const written = await forge.putFile(actor, { branch, path, content, message, replaces: textOrNull(body, 'sha') });
    const file = { branch, path, size: content.length, message };
    return { status: written.created ? 201 : 200, body: fileCommitShape(links, actor, file, written) };
  }),
  route('POST /dispatches', ({ forge, actor, body }) => {
    forge.dispatch(actor, text(body, 'event_type'), object(body, 'client_payload') ?? {});
    return { status: 204 };
  }),
  route('GET /collaborators', ({ forge, actor, links, url }) => {
    needWrite(actor, 'Must have push access to view repository collaborators.');
    // Apps are no collaborators on GitHub, whatever they were granted.
    const people = forge.accounts.filter((account) => account.type === 'User');
    return page(people, url, (some) => some.map((account) => collaboratorShape(links, account)));
  }),
  route('GET /collaborators/:username/permission', ({ forge, actor, links, param }) => {
    needWrite(actor, 'Must have push access to view collaborator permission.');
    const account = forge.accountByLogin(param('username'));
    if (account === null) throw new ForgeError(404, 'Not Found');
    const { permission } = account;
    return { status: 200, body: { permission, role_name: permission, user: collaboratorShape(links, account) } };
  }),
];

function fromBase64(content: string): Buffer {
  const bare = content.replace(/\s/g, '');
  // Buffer.from skips what it doesn't know; a file must not lose bytes that way.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) {
    throw new ForgeError(422, 'content is not valid Base64');
  }
  return Buffer.from(bare, 'base64');
}
