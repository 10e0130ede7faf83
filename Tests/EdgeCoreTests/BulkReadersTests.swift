import Testing

@testable import EdgeCore

@Suite("Readers in bulk")
struct BulkReadersTests {
    @Test("are so many and no more, and make room when they leave")
    func bounded() {
        var readers = BulkReaders()
        let answers = (0...BulkReaders.limit).map { _ in readers.enter() }
        #expect(answers.filter { $0 }.count == BulkReaders.limit && answers.last == false)
        readers.leave()
        let again = [readers.enter(), readers.enter()]
        #expect(again == [true, false] && readers.count == BulkReaders.limit)
    }
}
