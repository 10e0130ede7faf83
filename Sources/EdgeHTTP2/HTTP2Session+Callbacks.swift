internal import CNGHTTP2
internal import EdgeCore

/// nghttp2's callbacks: each recovers its session, records what happened, and returns.
enum HTTP2SessionCallbacks {
    static func register(in callbacks: OpaquePointer?) {
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, beganHeaders)
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks, header)
        unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, invalidHeader)
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, data)
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frameReceived)
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frameSent)
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, streamClosed)
        unsafe nghttp2_session_callbacks_set_send_data_callback(callbacks, sendData)
    }

    /// Not retained for the call: whoever called nghttp2 is a method of the session.
    private static func owner(_ context: UnsafeMutableRawPointer?) -> Unmanaged<HTTP2Session> {
        unsafe Unmanaged<HTTP2Session>.fromOpaque(context!)
    }

    /// The stream that a DATA source stands for: it lives as long as nghttp2 knows it.
    private static func stream(_ source: UnsafeMutablePointer<nghttp2_data_source>?) -> Unmanaged<HTTP2Stream> {
        unsafe Unmanaged<HTTP2Stream>.fromOpaque(source!.pointee.ptr)
    }

    private static let beganHeaders: nghttp2_on_begin_headers_callback = { _, frame, context in
        let isTrailers = unsafe frame!.pointee.headers.cat != NGHTTP2_HCAT_REQUEST
        unsafe owner(context)._withUnsafeGuaranteedRef { $0.beginBlock(isTrailers: isTrailers) }
        return 0
    }

    private static let header: nghttp2_on_header_callback = { _, _, name, nameLength, value, valueLength, _, context in
        unsafe owner(context)._withUnsafeGuaranteedRef { session in
            let name = unsafe Span(_unsafeStart: name!, count: nameLength)
            let value = unsafe Span(_unsafeStart: value!, count: valueLength)
            session.append(name: name, value: value)
        }
        return 0
    }

    /// nghttp2 would pass over a malformed field; a stream error is what RFC 9113 §8.2.1 asks for.
    private static let invalidHeader: nghttp2_on_invalid_header_callback = { _, _, _, _, _, _, _, _ in
        NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }

    private static let data: nghttp2_on_data_chunk_recv_callback = { _, _, stream, bytes, count, context in
        unsafe owner(context)._withUnsafeGuaranteedRef { session in
            let offset = unsafe bytes! - session.inputStart!
            session.note(.data(stream: stream, offset: Int32(offset), count: Int32(count)))
        }
        return 0
    }

    private static let frameReceived: nghttp2_on_frame_recv_callback = { _, frame, context in
        unsafe owner(context)._withUnsafeGuaranteedRef { unsafe received(frame!.pointee, by: $0) }
        return 0
    }

    private static func received(_ frame: nghttp2_frame, by session: HTTP2Session) {
        let header = unsafe frame.hd
        let endsStream = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        switch header.type {
        case HTTP2FrameHeader.Kind.headers:
            let isTrailers = unsafe frame.headers.cat != NGHTTP2_HCAT_REQUEST
            session.blockEnded()
            session.note(
                isTrailers ? .trailers(stream: header.stream_id) : .head(stream: header.stream_id, endsStream: endsStream))
        case HTTP2FrameHeader.Kind.data where endsStream: session.note(.end(stream: header.stream_id))
        case HTTP2FrameHeader.Kind.ping where header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0:
            session.note(.pong(unsafe frame.ping.opaque_data.7))
        default: break
        }
    }

    private static let frameSent: nghttp2_on_frame_send_callback = { _, frame, context in
        unsafe owner(context)._withUnsafeGuaranteedRef { unsafe sent(frame!.pointee, by: $0) }
        return 0
    }

    private static func sent(_ frame: nghttp2_frame, by session: HTTP2Session) {
        let header = unsafe frame.hd
        switch header.type {
        case HTTP2FrameHeader.Kind.data, HTTP2FrameHeader.Kind.headers:
            if header.flags & 1 != 0 { session.note(.sentEnd(stream: header.stream_id)) }
        case HTTP2FrameHeader.Kind.resetStream: session.note(.sentReset(code: unsafe frame.rst_stream.error_code))
        case HTTP2FrameHeader.Kind.goAway: session.note(.sentGoAway(code: unsafe frame.goaway.error_code))
        default: break
        }
    }

    private static let streamClosed: nghttp2_on_stream_close_callback = { _, stream, code, context in
        unsafe owner(context)._withUnsafeGuaranteedRef { $0.note(.closed(stream: stream, code: code)) }
        return 0
    }

    /// Says how many bytes of a stream go into the next DATA frame; they are not copied here.
    /// Has nghttp2 stop while a record's worth is waiting.
    static let read: nghttp2_data_source_read_callback = { _, _, _, room, flags, source, context in
        let gap = unsafe owner(context)._withUnsafeGuaranteedRef { $0.dataRoom() }
        guard gap > 0 else { return Int(NGHTTP2_ERR_PAUSE.rawValue) }
        let offer = unsafe stream(source)._withUnsafeGuaranteedRef { $0.offer(upTo: min(room, gap)) }
        if offer.count == 0, !offer.isLast { return Int(NGHTTP2_ERR_DEFERRED.rawValue) }
        unsafe flags!.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
        if offer.isLast { unsafe flags!.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
        if offer.hasTrailers { unsafe flags!.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue }
        return offer.count
    }

    /// Notes a DATA frame: what was offered is claimed at once, so that nothing is left open when nghttp2 returns.
    private static let sendData: nghttp2_send_data_callback = { _, frame, _, count, source, context in
        let flags = unsafe frame!.pointee.hd.flags
        unsafe stream(source)._withUnsafeGuaranteedRef { stream in
            stream.claim(count)
            unsafe owner(context)._withUnsafeGuaranteedRef {
                $0.add(HTTP2DataFrame(stream: stream, count: count, flags: flags))
            }
        }
        return 0
    }
}
