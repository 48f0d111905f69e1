// The entry of dist/server.js: the transport is the client's choice (IPC, --stdio, --socket).
import "../workspace/heap";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server";

serve(createConnection(ProposedFeatures.all));
