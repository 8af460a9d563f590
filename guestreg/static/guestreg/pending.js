// On pages without a form: what still waits for the network is sent from here too.
import { watch } from "./waiting.js";

watch();
