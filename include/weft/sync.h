// The public umbrella of Weft's sync layer. Start with sync/client_session.h or sync/server.h.
#ifndef WEFT_SYNC_H_
#define WEFT_SYNC_H_

#include "sync/codec.h"
#include "sync/framer.h"
#include "sync/message.h"

#endif  // WEFT_SYNC_H_
