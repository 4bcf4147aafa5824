// The public umbrella of Weft's sync layer. Start with sync/client_session.h, or sync/server.h and
// sync/server_session.h.
#ifndef WEFT_SYNC_H_
#define WEFT_SYNC_H_

#include "sync/application.h"
#include "sync/client_session.h"
#include "sync/codec.h"
#include "sync/framer.h"
#include "sync/memory_storage.h"
#include "sync/memory_transport.h"
#include "sync/message.h"
#include "sync/rate_limit.h"
#include "sync/selection.h"
#include "sync/server.h"
#include "sync/server_session.h"
#include "sync/storage.h"
#include "sync/transport.h"

#endif  // WEFT_SYNC_H_
