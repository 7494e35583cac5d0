//! An HTTP server that can abort a response at any byte. It uses one thread and one request for each connection.

use crate::Authority;
use rustls::{ServerConnection, StreamOwned};
use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The maximum time for which a stalled response keeps a connection open.
const LONGEST_STALL: Duration = Duration::from_secs(20);

/// A request as received by the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method: `GET`, `HEAD`, …
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The part after the `?`, or an empty string.
    pub query: String,
    /// The headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, which may be empty.
    pub body: Vec<u8>,
}

/// A response of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers, without those for the length of the body.
    pub headers: Vec<(String, String)>,
    /// The body, before `repeat`.
    pub body: Vec<u8>,
    /// Closes the connection after this many bytes of the body.
    pub cut_after: Option<usize>,
    /// Sends nothing more after this many bytes of the body, and keeps the connection open.
    pub stall_after: Option<usize>,
    /// Bytes repeated after the body.
    pub repeat: Option<Repeat>,
    /// A false `Content-Length`.
    pub length: Option<u64>,
    /// All bytes of the response, instead of status, headers and body.
    pub raw: Option<Vec<u8>>,
}

/// Bytes that are sent without end, until the client closes the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// The bytes to repeat.
    pub piece: Vec<u8>,
    /// The pause after each repetition.
    pub pause: Duration,
}

impl Response {
    /// Creates a response with a status and a body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, body: body.into(), ..Self::default() }
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A server on a free port of 127.0.0.1. It ends when it is dropped.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    ended: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server, with TLS if there is an authority.
    pub fn start(
        authority: Option<&Authority>,
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let connection = Connection {
            tls: authority.map(Authority::server_config),
            handler: Arc::new(handler),
            requests: Arc::clone(&requests),
            ended: Arc::clone(&ended),
        };
        let listening = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if connection.ended.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), connection) = (stream, connection.clone()) else { continue };
                std::thread::spawn(move || connection.serve(stream));
            }
        });
        Self { address, requests, ended, listening: Some(listening) }
    }

    /// Returns `127.0.0.1` and the port.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Returns all requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The connection wakes the thread that listens.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

#[derive(Clone)]
struct Connection {
    tls: Option<Arc<rustls::ServerConfig>>,
    handler: Arc<Handler>,
    requests: Arc<Mutex<Vec<Request>>>,
    ended: Arc<AtomicBool>,
}

impl Connection {
    /// Serves a connection. Errors mean that the client closed it, which it is allowed to do.
    fn serve(&self, stream: TcpStream) {
        let _ = stream.set_read_timeout(Some(LONGEST_STALL));
        let _ = match &self.tls {
            Some(config) => {
                let tls = ServerConnection::new(Arc::clone(config)).unwrap();
                self.answer(StreamOwned::new(tls, stream), |stream| {
                    stream.conn.send_close_notify();
                    let _ = stream.flush();
                })
            }
            None => self.answer(stream, |_| {}),
        };
    }

    fn answer<S: Read + Write>(&self, stream: S, close: impl FnOnce(&mut S)) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let Some(request) = read(&mut reader)? else { return Ok(()) };
        let is_head = request.method == "HEAD";
        self.requests.lock().unwrap().push(request.clone());
        let response = (self.handler)(&request);
        let mut stream = reader.into_inner();
        if let Some(raw) = &response.raw {
            stream.write_all(raw)?;
            return self.repeat(&mut stream, response.repeat.as_ref());
        }
        let mut head = format!("HTTP/1.1 {} X\r\n", response.status);
        for (name, value) in &response.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if response.length.is_some() || response.repeat.is_none() {
            let length = response.length.unwrap_or(response.body.len() as u64);
            head += &format!("Content-Length: {length}\r\n");
        }
        head += "Connection: close\r\n\r\n";
        stream.write_all(head.as_bytes())?;
        let broken = response.cut_after.or(response.stall_after);
        let body = &response.body[..broken.unwrap_or(response.body.len()).min(response.body.len())];
        if !is_head {
            stream.write_all(body)?;
        }
        stream.flush()?;
        self.repeat(&mut stream, response.repeat.as_ref().filter(|_| !is_head))?;
        if response.stall_after.is_some() {
            let start = Instant::now();
            while start.elapsed() < LONGEST_STALL && !self.ended.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        if broken.is_none() {
            close(&mut stream);
        }
        Ok(())
    }
}

impl Connection {
    fn repeat(&self, stream: &mut impl Write, repeat: Option<&Repeat>) -> std::io::Result<()> {
        let Some(Repeat { piece, pause }) = repeat else { return stream.flush() };
        while !self.ended.load(Ordering::SeqCst) {
            stream.write_all(piece)?;
            stream.flush()?;
            std::thread::sleep(*pause);
        }
        Ok(())
    }
}

fn read(reader: &mut impl std::io::BufRead) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { method, path, query, headers, body }))
}
