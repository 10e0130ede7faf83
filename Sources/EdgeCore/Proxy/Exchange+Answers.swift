/// Answers of the edge's own: what routes say, and what is said of failures.
extension Exchange {
    func respond(with answer: LocalResponse) {
        guard phase != .finished else { return }
        phase = .responding
        record.status = answer.status
        record.firstByte = worker.loop.now
        answer.write(into: response, worker: worker)
        editResponse(of: nil)
        if answer.closesConnection { stream?.closeAfterResponse() }
        let sendsBody = request.method != .head && !answer.body.isEmpty
        let length: BodyLength = sendsBody ? .known(answer.body.count) : .none
        stream?.sendHead(response, bodyLength: length)
        if sendsBody {
            record.bytesOut += answer.body.count
            stream?.sendBody(answer.body.span)
        }
        stream?.sendEnd(trailers: FieldSection())
        finish()
    }

    func respond(failure: Failure) {
        record.failure = failure
        if let decision = decision(about: failure) { return follow(decision) }
        respond(with: .failure(failure, for: request, words: way?.message))
    }
}
